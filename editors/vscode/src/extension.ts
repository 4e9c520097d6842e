import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, RevealOutputChannelOn, State } from "vscode-languageclient/node";
import { candidates, Command, probe } from "./command";
import { confined, targets } from "./links";

const SECTION = "sm-lint";
const INSTALL = "python -m pip install 'sm-lint[server]'";
const PROBE_MILLISECONDS = 20_000;

let client: LanguageClient | undefined;
let log: vscode.LogOutputChannel;
let status: vscode.LanguageStatusItem;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel("sm-lint", { log: true });
  status = vscode.languages.createLanguageStatusItem("sm-lint", [{ language: "python" }, { language: "toml" }]);
  status.name = "sm-lint";
  status.command = { title: "Show log", command: "sm-lint.showLog" };
  context.subscriptions.push(
    log,
    status,
    vscode.commands.registerCommand("sm-lint.restartServer", restart),
    vscode.commands.registerCommand("sm-lint.showLog", () => log.show()),
    vscode.commands.registerCommand("sm-lint.show", showTargets),
    vscode.commands.registerCommand("sm-lint.showGraph", showGraph),
    vscode.commands.registerCommand("sm-lint.showKnown", showKnown),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("sm-lint.command") || event.affectsConfiguration("sm-lint.interpreter")) {
        await restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop().catch((error: unknown) => log.error(String(error)));
  await running?.dispose().catch((error: unknown) => log.error(String(error)));
}

async function start(): Promise<void> {
  say("starting", true);
  const command = await choose();
  if (command === undefined) {
    say("not installed", false, vscode.LanguageStatusSeverity.Error);
    const answer = await vscode.window.showErrorMessage(
      `sm-lint's language server was not found. Install it for the interpreter of this workspace: ${INSTALL}`,
      "Copy Command",
    );
    if (answer !== undefined) {
      await vscode.env.clipboard.writeText(INSTALL);
    }
    return;
  }
  log.info(`starting ${[command.program, ...command.arguments].join(" ")}`);
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "python" },
      { scheme: "file", language: "json" },
      { scheme: "file", pattern: "**/{pyproject,sm-lint,.sm-lint}.toml" },
      { scheme: "file", pattern: "**/*.contracts.toml" },
      { notebook: "jupyter-notebook", language: "python" },
    ],
    initializationOptions: { ...vscode.workspace.getConfiguration(SECTION) },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    synchronize: { configurationSection: SECTION },
  };
  const made = new LanguageClient(
    SECTION,
    "sm-lint",
    { command: command.program, args: command.arguments, options: { env: { ...process.env, PYTHONSAFEPATH: "1" } } },
    options,
  );
  made.onDidChangeState((event) => {
    if (event.newState === State.Running) {
      say("ready", false);
    } else if (event.newState === State.Stopped && client === made) {
      say("stopped", false, vscode.LanguageStatusSeverity.Warning);
    }
  });
  client = made;
  try {
    await made.start();
  } catch (error) {
    log.error(String(error));
    say("failed to start", false, vscode.LanguageStatusSeverity.Error);
  }
}

/** The first command that has the server. */
async function choose(): Promise<Command | undefined> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  for (const command of candidates({
    command: settings.get<string[]>("command", []),
    interpreter: settings.get<string>("interpreter", ""),
    pythonExtension: await interpreterOfPythonExtension(),
    trusted: vscode.workspace.isTrusted,
  })) {
    if (await answers(command)) {
      return command;
    }
    log.info(`${command.program} has no sm-lint server`);
  }
  return undefined;
}

function answers(command: Command): Promise<boolean> {
  return new Promise((resolve) => {
    const environment = { ...process.env, PYTHONSAFEPATH: "1" };
    execFile(command.program, probe(command), { timeout: PROBE_MILLISECONDS, env: environment }, (error) =>
      resolve(error === null),
    );
  });
}

async function interpreterOfPythonExtension(): Promise<string | undefined> {
  const python = vscode.extensions.getExtension("ms-python.python");
  if (python === undefined) {
    return undefined;
  }
  try {
    const api = (await python.activate()) as {
      environments?: { getActiveEnvironmentPath(resource?: vscode.Uri): { path: string } };
    };
    return api.environments?.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri).path;
  } catch (error) {
    log.warn(String(error));
    return undefined;
  }
}

function say(text: string, busy: boolean, severity = vscode.LanguageStatusSeverity.Information): void {
  status.text = `sm-lint: ${text}`;
  status.busy = busy;
  status.severity = severity;
}

/** Lead to the places behind a code lens. */
async function showTargets(given: unknown): Promise<void> {
  const found = targets(given).map(
    ({ uri, range: { start, end } }) =>
      new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(start.line, start.character, end.line, end.character)),
  );
  const editor = vscode.window.activeTextEditor;
  if (found.length === 1) {
    await vscode.window.showTextDocument(found[0].uri, { selection: found[0].range });
  } else if (found.length > 1 && editor !== undefined) {
    const here = editor.selection.active;
    await vscode.commands.executeCommand("editor.action.goToLocations", editor.document.uri, here, found, "peek", "");
  }
}

async function showGraph(): Promise<void> {
  const page = await ask("sm-lint.graph");
  if (typeof page !== "string" || page === "") {
    void vscode.window.showInformationMessage("sm-lint: this file defines no pipeline and no job.");
    return;
  }
  const panel = vscode.window.createWebviewPanel("sm-lint.graph", "Pipelines", vscode.ViewColumn.Beside, {
    enableScripts: false,
    enableForms: false,
    localResourceRoots: [],
  });
  panel.webview.html = confined(page);
}

async function showKnown(): Promise<void> {
  const known = await ask("sm-lint.inspect");
  if (known === undefined || known === null) {
    return;
  }
  const content = JSON.stringify(known, undefined, 2);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "json", content }), {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
  });
}

async function ask(command: string): Promise<unknown> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || client?.state !== State.Running) {
    return undefined;
  }
  return client.sendRequest("workspace/executeCommand", { command, arguments: [editor.document.uri.toString()] });
}
