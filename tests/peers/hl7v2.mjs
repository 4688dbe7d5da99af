// HL7 v2 servers and clients of the npm registry, with as little around them as will do.
// node hl7v2.mjs FOLDER-WITH-node_modules serve LIBRARY PORT          prints "listening" when it takes connections
// node hl7v2.mjs FOLDER-WITH-node_modules send LIBRARY PORT COUNT     sends standard input so often, prints JSON
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, role, library, port, count] = process.argv.slice(2);
const installed = createRequire(`${folder}/`);

const serve = {
  "simple-hl7": () => {
    const app = installed("simple-hl7").tcp();
    app.use((request, response, next) => next());
    app.use((request, response) => response.end());
    app.start(Number(port));
    app.server.server.on("listening", () => console.log("listening"));
  },
  "node-hl7-server": () => {
    const { Server } = installed("node-hl7-server");
    const inbound = new Server({ bindAddress: "127.0.0.1" }).createInbound({ port: Number(port) }, async (_, response) => {
      await response.sendResponse("AA");
    });
    inbound.on("listen", () => console.log("listening"));
  },
};

const clients = {
  "simple-hl7": () => {
    const { Server, Parser } = installed("simple-hl7");
    const client = Server.createTcpClient({ host: "127.0.0.1", port: Number(port), keepalive: true });
    const parser = new Parser({ segmentSeperator: "\r" });
    return (text) =>
      new Promise((resolve, reject) =>
        client.send(parser.parse(text), (fault, answer) => (fault ? reject(fault) : resolve(answer.toString()))),
      );
  },
  "node-hl7-client": () => {
    const { Client, Message } = installed("node-hl7-client");
    let heard;
    const client = new Client({ host: "127.0.0.1" });
    const connection = client.createConnection({ port: Number(port) }, (answer) => heard(answer.getMessage().toString()));
    return (text) =>
      new Promise((resolve, reject) => {
        heard = resolve;
        connection.sendMessage(new Message({ text })).catch(reject);
      });
  },
};

async function send() {
  const text = readFileSync(0, "utf8");
  const ask = clients[library]();
  const first = await ask(text);
  const begin = process.hrtime.bigint();
  for (let done = 1; done < Number(count); done += 1) await ask(text);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  console.log(JSON.stringify({ first, seconds }));
  process.exit();
}

role === "serve" ? serve[library]() : await send();
