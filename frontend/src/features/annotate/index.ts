export { AnnotatePage as Component } from "./components/AnnotatePage";
