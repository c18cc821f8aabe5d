export { DocumentPage as Component } from "./components/DocumentPage";
