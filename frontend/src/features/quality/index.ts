export { QualityPage as Component } from "./components/QualityPage";
