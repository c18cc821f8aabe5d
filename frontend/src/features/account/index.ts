export { AccountPage as Component } from "./components/AccountPage";
