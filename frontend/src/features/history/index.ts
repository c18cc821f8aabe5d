export { HistoryPage as Component } from "./components/HistoryPage";
