import text from "@/../openapi.json?raw";

/** What the API's description says of a value, as far as samples of it need to know. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  format?: string;
}

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const {
  paths: PATHS,
  components: { schemas: SCHEMAS },
} = JSON.parse(text) as Description;
const DEEPEST = 12;

/** A value as the API's description promises it: every field there, one item in every list. */
export function sampleOf(schema: Schema, depth = 0): unknown {
  if (depth > DEEPEST) return null;
  if (schema.$ref) return sampleOf(SCHEMAS[schema.$ref.split("/").at(-1) ?? ""] ?? {}, depth + 1);
  if (schema.enum) return schema.enum[0];
  const [alternative] = schema.oneOf ?? schema.anyOf ?? [];
  if (alternative) return sampleOf(alternative, depth + 1);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sampleOf(part, depth)));
  const [type] = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (type === "array") return [sampleOf(schema.items ?? {}, depth + 1)];
  if (type === "object") {
    const fields = Object.entries(schema.properties ?? {});
    return Object.fromEntries(fields.map(([name, field]) => [name, sampleOf(field, depth + 1)]));
  }
  if (type === "integer") return 1;
  if (type === "number") return 0.5;
  if (type === "boolean") return true;
  if (type !== "string") return {};
  if (schema.format === "date-time") return "2026-01-31T12:00:00Z";
  return schema.format === "uri" ? null : "sample";
}

const asPattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);

/** The path of the API's description that an address belongs to. */
export const pathOf = (address: string): string | undefined =>
  Object.keys(PATHS).find((path) => asPattern(path).test(address));

/** The first good answer that the description names for a call: its status and a sample body. */
export function sampleAnswer(method: string, path: string): { status: number; body: unknown } {
  const responses = PATHS[path]?.[method.toLowerCase()]?.responses ?? {};
  const [status = "404", response] = Object.entries(responses)[0] ?? [];
  const schema = response?.content?.["application/json"]?.schema;
  return { status: Number(status), body: schema ? sampleOf(schema) : undefined };
}
