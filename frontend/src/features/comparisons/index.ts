export { ComparisonsPage as Component } from "./components/ComparisonsPage";
