export { ModelPage as Component } from "./components/ModelPage";
