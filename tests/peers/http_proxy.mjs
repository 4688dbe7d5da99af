// An interoperability layer that is not ours: npm's http-proxy, told of one way. node http_proxy.mjs PORT BASE
import { createRequire } from "node:module";
import http from "node:http";
import { join } from "node:path";

const require = createRequire(join(process.env.HARNESS_PEERS, "package.json"));
const [port, base] = [Number(process.argv[2]), process.argv[3]];
const proxy = require("http-proxy").createProxyServer({ target: base, ignorePath: false });
proxy.on("error", (error, request, answer) => answer.writeHead(502).end(String(error)));
http
  .createServer((request, answer) => {
    request.url = request.url.replace(/^\/fhir/, "");
    proxy.web(request, answer);
  })
  .listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/fhir`));
