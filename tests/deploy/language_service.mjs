// Prints what GitHub's own language service says of workflows, as JSON. node language_service.mjs PACKAGES ROOT FILE...
import { readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// The package imports JSON in a way that older versions of node refuse.
const hook = `export const load = (url, context, next) =>
  next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`;
register("data:text/javascript," + encodeURIComponent(hook));

const [packages, root, ...files] = process.argv.slice(2);
const dist = (name) => import(pathToFileURL(join(packages, "node_modules", name)));
const { validate } = await dist("@actions/languageservice/dist/index.js");
const { TextDocument } = createRequire(join(packages, "x.js"))("vscode-languageserver-textdocument");

const read = (path) => readFileSync(join(root, path), "utf8");
const fileProvider = {
  getFileContent: async (asked) => ({ name: asked.path, content: read(asked.path) }),
};
const found = [];
for (const file of files) {
  const document = TextDocument.create(pathToFileURL(join(root, file)).href, "yaml", 1, read(file));
  const reports = await validate(document, { fileProvider });
  found.push(...reports.map((report) => ({ file, line: report.range.start.line + 1, message: report.message })));
}
console.log(JSON.stringify(found));
