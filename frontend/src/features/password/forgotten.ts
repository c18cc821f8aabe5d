export { ForgottenPage as Component } from "./ForgottenPage";
