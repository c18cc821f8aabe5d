export { PlansPage as Component } from "./components/PlansPage";
