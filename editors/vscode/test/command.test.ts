import * as assert from "node:assert/strict";
import { candidates, probe } from "../src/command";
import { confined, targets } from "../src/links";

const none = { command: [], interpreter: "", pythonExtension: undefined, trusted: true };

describe("candidates", () => {
  it("uses sm-lint on the search path by default", () => {
    assert.deepEqual(candidates(none), [{ program: "sm-lint", arguments: ["server"] }]);
  });

  it("prefers the interpreter of the Python extension", () => {
    assert.deepEqual(
      candidates({ ...none, pythonExtension: "/venv/bin/python" }).map((each) => each.program),
      ["/venv/bin/python", "sm-lint"],
    );
  });

  it("tries nothing but what the settings name", () => {
    assert.deepEqual(
      candidates({ ...none, interpreter: "/a/python", pythonExtension: "/b/python" }).map((each) => each.program),
      ["/a/python"],
    );
    assert.deepEqual(candidates({ ...none, command: ["uvx", "sm-lint"], interpreter: "/a/python" }), [
      { program: "uvx", arguments: ["sm-lint", "server"] },
    ]);
  });

  it("runs no program that an untrusted workspace chooses", () => {
    const hostile = { command: ["./evil"], interpreter: "./python", pythonExtension: "./.venv/python", trusted: false };
    assert.deepEqual(candidates(hostile), [{ program: "sm-lint", arguments: ["server"] }]);
  });

  it("probes a command without starting the server", () => {
    assert.deepEqual(probe({ program: "python", arguments: ["-m", "sm_lint", "server"] }), [
      "-m", "sm_lint", "server", "--help",
    ]);
  });
});

describe("targets", () => {
  const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } };

  it("keeps places and drops everything else", () => {
    assert.deepEqual(targets([{ uri: "file:///a.py", range }, 3, null, { uri: 1, range }, { uri: "file:///b.py" }]), [
      { uri: "file:///a.py", range },
    ]);
    assert.deepEqual(targets("file:///a.py"), []);
  });
});

describe("confined", () => {
  it("puts the policy first in the page", () => {
    assert.match(confined("<html><head><title>x</title></head></html>"), /<head><meta http-equiv="Content-Security-Policy"/);
    assert.match(confined("<p>x</p>"), /^<meta http-equiv="Content-Security-Policy"/);
  });
});
