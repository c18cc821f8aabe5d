export { HealthPage as Component } from "./components/HealthPage";
