export { SettingsPage as Component } from "./components/SettingsPage";
