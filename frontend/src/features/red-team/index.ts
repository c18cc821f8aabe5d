export { RedTeamPage as Component } from "./components/RedTeamPage";
