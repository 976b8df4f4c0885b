import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import type { Panel } from "./panels";

/** Selects the panel's stack, or creates it, and sets its configuration. */
export async function openStack(panel: Panel): Promise<Stack> {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: `mail-${panel.name}`, workDir: __dirname },
    { envVars: environmentOf(panel) },
  );
  await stack.setAllConfig({
    "brainycp:endpoint": { value: panel.endpoint },
    "brainycp:username": { value: panel.username },
    domains: { value: JSON.stringify(panel.domains) },
  });
  return stack;
}

/** What a run gets beside this process's environment: configuration is set on a command line, which everybody can read. */
function environmentOf({ password }: Panel): Record<string, string> {
  const { FLEET_DATABASE: database, PULUMI_BACKEND_URL, BRAINYCP_COORDINATOR } = process.env;
  // with a database, all machines find the stacks there, and what a killed run was about to do
  const shared =
    database === undefined
      ? {}
      : {
          PULUMI_BACKEND_URL: PULUMI_BACKEND_URL ?? database,
          BRAINYCP_COORDINATOR: BRAINYCP_COORDINATOR ?? database,
        };
  return { BRAINYCP_PASSWORD: password, ...shared };
}

/** Removes the locks of a stack whose run is gone. */
export async function freeStack(panel: Panel): Promise<void> {
  const stack = await openStack(panel);
  await stack.cancel();
}
