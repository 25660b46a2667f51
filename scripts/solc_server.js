// One solc for many compilations, for mutation analysis: starting it takes longer than compiling.
// A line in:  {"names": ["PassportRegistry"], "changed": {"contracts/X.sol": "source"}, "optimized": false, "extra": {}}
// A line out: {"contracts": {"PassportRegistry": {"abi": [...], "bytecode": "60.."}}} or {"error": "..."}
"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");
const solc = require("solc");

const ROOT = path.resolve(__dirname, "..");

function read(name, changed) {
  if (name in changed) return { contents: changed[name] };
  const file = path.resolve(ROOT, name.startsWith("@") ? path.join("node_modules", name) : name);
  if (!file.startsWith(ROOT + path.sep)) return { error: "outside the repository: " + name };
  try {
    return { contents: fs.readFileSync(file, "utf8") };
  } catch (failure) {
    return { error: failure.message };
  }
}

function compile({ names, changed, optimized, extra }) {
  const sources = {};
  const selection = {};
  for (const name of names) {
    const file = name in extra ? name + ".sol" : "contracts/" + name + ".sol";
    sources[file] = { content: name in extra ? extra[name] : changed[file] };
    selection[file] = { [name]: ["abi", "evm.bytecode.object"] };
  }
  const settings = { evmVersion: "paris", metadata: { bytecodeHash: "none" }, outputSelection: selection };
  if (optimized) settings.optimizer = { enabled: true, runs: 200 };
  const input = { language: "Solidity", sources, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: (name) => read(name, changed) }));
  const failure = (output.errors || []).find((problem) => problem.severity === "error");
  if (failure) return { error: failure.formattedMessage };
  const contracts = {};
  for (const found of Object.values(output.contracts)) {
    for (const [name, made] of Object.entries(found)) {
      if (names.includes(name)) contracts[name] = { abi: made.abi, bytecode: made.evm.bytecode.object };
    }
  }
  return { contracts };
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(JSON.stringify(compile(JSON.parse(line))) + "\n");
});
