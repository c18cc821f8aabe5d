export { MembersPage as Component } from "./components/MembersPage";
