#!/usr/bin/env node
// The npm build of solc behind the command line that forge, Brownie, Slither and py-solc-x expect:
// `--version`, and `--standard-json` from standard input. The package's own command line cuts its answer off on a pipe.
"use strict";

const fs = require("fs");
const path = require("path");
const solc = require("solc");

const ROOT = path.resolve(__dirname, "..");

function answer(text) {
  // No process.exit: it would cut off what a pipe has not taken yet.
  process.stdout.write(text + "\n");
}

// Brownie and Slither hand over our sources only and let the compiler find what they import, as the native one does.
// Nothing outside the repository is read.
function importedSource(name) {
  const file = path.resolve(ROOT, name.startsWith("@") ? path.join("node_modules", name) : name);
  if (!file.startsWith(ROOT + path.sep)) return { error: "outside the repository: " + name };
  try {
    return { contents: fs.readFileSync(file, "utf8") };
  } catch (failure) {
    return { error: failure.message };
  }
}

function compileStandardInput() {
  const chunks = [];
  process.stdin.on("data", (chunk) => chunks.push(chunk));
  process.stdin.on("end", () => answer(solc.compile(Buffer.concat(chunks).toString("utf8"), { import: importedSource })));
}

const options = process.argv.slice(2);
if (options.includes("--version")) {
  answer("solc, the solidity compiler commandline interface\nVersion: " + solc.version());
} else if (options.includes("--standard-json")) {
  compileStandardInput();
} else {
  process.stderr.write("usage: solc.js --version | --standard-json < input.json\n");
  process.exitCode = 2;
}
