export { NodePage as Component } from "./components/NodePage";
