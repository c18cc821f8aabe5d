export { OverviewPage as Component } from "./components/OverviewPage";
