export { DocumentsPage as Component } from "./components/DocumentsPage";
