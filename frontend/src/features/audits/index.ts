export { AuditsPage as Component } from "./components/AuditsPage";
