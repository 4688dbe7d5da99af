// oidc-provider, an OAuth 2 and OpenID server that is not ours, with one client and JWTs as access tokens.
// node oidc_provider.mjs FOLDER-WITH-node_modules PORT; the client's secret is in CLIENT_SECRET
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, port] = process.argv.slice(2);
const place = createRequire(`${folder}/`).resolve("oidc-provider");
const { Provider } = await import(pathToFileURL(place).href);
const scopes = "ITI-78 ITI-83 ITI-104";
const client = {
  client_id: "connect-a-thon-harness",
  client_secret: process.env.CLIENT_SECRET,
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
  scope: scopes,
  token_endpoint_auth_method: "client_secret_basic",
};
const tokens = (_, audience) => ({
  scope: scopes,
  audience,
  accessTokenTTL: 300,
  accessTokenFormat: "jwt",
  jwt: { sign: { alg: "RS256" } },
});
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  scopes: scopes.split(" "),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "urn:openhie",
      useGrantedResource: () => true,
      getResourceServerInfo: tokens,
    },
  },
});
provider.listen(Number(port), "127.0.0.1");
