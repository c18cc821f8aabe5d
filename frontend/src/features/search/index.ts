export { SearchPage as Component } from "./components/SearchPage";
