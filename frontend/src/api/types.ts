import type { components } from "./schema";

type Schemas = components["schemas"];

export type Accuracy = Schemas["Accuracy"];
export type Answered = Schemas["Answered"];
export type Audit = Schemas["Audit"];
export type Comparison = Schemas["Comparison"];
export type Document = Schemas["Document"];
export type DocumentDetail = Schemas["DocumentDetail"];
export type ExportCreate = Schemas["ExportRequest"];
export type ImportCreate = Schemas["ImportRequest"];
export type Job = Schemas["Job"];
export type LiveHead = Schemas["LiveHead"];
export type Me = Schemas["Me"];
export type Member = Schemas["Member"];
export type MemberCreate = Schemas["NewMemberRequest"];
export type Message = Schemas["Message"];
export type ModelVersion = Schemas["ModelVersion"];
export type NodeDetail = Schemas["NodeDetail"];
export type Passed = Schemas["Passed"];
export type Preference = Schemas["Preference"];
export type PreferenceCreate = Schemas["AnswerRequest"];
export type Progress = Schemas["Progress"];
export type Project = Schemas["Project"];
export type ProjectCreate = Schemas["NewProjectRequest"];
export type ProjectChanges = Schemas["PatchedProjectChangeRequest"];
export type Prompt = Schemas["Prompt"];
export type StoredResponse = Schemas["StoredResponse"];
export type Promotion = Schemas["Promotion"];
export type RetrainPolicy = Schemas["RetrainPolicy"];
export type Served = Schemas["Served"];
export type Token = Schemas["Token"];
export type TokenCreated = Schemas["MadeToken"];
export type TrainingRun = Schemas["TrainingRun"];
export type TreeNode = Schemas["TreeNode"];
export type Undone = Schemas["Undone"];

export type Role = Member["role"];
