export { AuditLogPage as Component } from "./components/AuditLogPage";
