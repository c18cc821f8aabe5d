export { ChangePage as Component } from "./components/ChangePage";
