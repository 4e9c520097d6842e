/** Which command starts the server. */

export interface Choice {
  /** `sm-lint.command` of the settings. */
  command: readonly string[];
  /** `sm-lint.interpreter` of the settings. */
  interpreter: string;
  /** The interpreter that the Python extension has chosen, if it is installed. */
  pythonExtension: string | undefined;
  /** Whether the user trusts the workspace; the settings of one that is not trusted do not choose programs. */
  trusted: boolean;
}

export interface Command {
  program: string;
  arguments: string[];
}

/** The commands to try, in this order; the first one that has the server is used. */
export function candidates(choice: Choice): Command[] {
  if (choice.trusted && choice.command.length > 0) {
    return [{ program: choice.command[0], arguments: [...choice.command.slice(1), "server"] }];
  }
  const interpreters: string[] = [];
  if (choice.trusted && choice.interpreter !== "") {
    interpreters.push(choice.interpreter);
  } else if (choice.trusted && choice.pythonExtension !== undefined && choice.pythonExtension !== "") {
    interpreters.push(choice.pythonExtension);
  }
  const found = interpreters.map((program) => ({ program, arguments: ["-m", "sm_lint", "server"] }));
  // A program that the settings name is the only one: another would not be what was asked for.
  return choice.trusted && choice.interpreter !== "" ? found : [...found, { program: "sm-lint", arguments: ["server"] }];
}

/** The arguments with which a command only says its version. */
export function probe(command: Command): string[] {
  return [...command.arguments.slice(0, -1), "server", "--help"];
}
