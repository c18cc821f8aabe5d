export { ProjectsPage as Component } from "./components/ProjectsPage";
