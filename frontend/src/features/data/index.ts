export { DataPage as Component } from "./components/DataPage";
