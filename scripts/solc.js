#!/usr/bin/env node
// The npm build of solc behind the command line that forge, Brownie, Slither and py-solc-x expect:
// `--version`, and `--standard-json` from standard input. The package's own command line cuts its answer off on a pipe.
"use strict";

const solc = require("solc");

function answer(text) {
  // No process.exit: it would cut off what a pipe has not taken yet.
  process.stdout.write(text + "\n");
}

function compileStandardInput() {
  const chunks = [];
  process.stdin.on("data", (chunk) => chunks.push(chunk));
  process.stdin.on("end", () => answer(solc.compile(Buffer.concat(chunks).toString("utf8"))));
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
