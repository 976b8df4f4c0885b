import { parse } from "yaml";
import { z } from "zod";

const environment = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .default({});
const step = z.object({ run: z.string().optional(), env: environment });
const workflow = z.object({
  env: environment,
  jobs: z.record(z.string(), z.object({ env: environment, steps: z.array(step) })),
});

/** What the jobs of a GitHub workflow run, one after the other; every secret is the same. */
export function workflowCommands(text: string, secret: string): string {
  const { env, jobs } = workflow.parse(parse(text));
  return Object.entries(jobs)
    .flatMap(([name, job]) =>
      job.steps.flatMap(({ run, env: own }) => {
        if (run === undefined) return [];
        const variables = Object.entries({ CI: "true", ...env, ...job.env, ...own });
        const exports = variables.map(([key, value]) => `export ${key}='${value}'\n`).join("");
        return `echo '# job ${name}'\n(\n${exports}${run}\n)\n`;
      }),
    )
    .join("")
    .replaceAll(/\$\{\{ secrets\.\w+ \}\}/g, secret);
}
