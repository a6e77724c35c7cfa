import type { RoleRequest, RoleResponse } from './child-process.ts';
import { type Role, roles } from './roles.ts';

const roleName = process.argv[2] ?? '';
const load = roles[roleName];
if (load === undefined) throw new Error(`there is no role ${roleName}`);
const role = await load();

process.on('message', (request: RoleRequest) => {
  answer(role, request).then(
    (response) => process.send?.(response),
    () => process.exit(1),
  );
});
// Without its parent a role has nothing left to do.
process.on('disconnect', () => process.exit());

async function answer(role: Role, { id, command, argument }: RoleRequest): Promise<RoleResponse> {
  try {
    const run = role[command];
    if (run === undefined) throw new Error(`the role ${roleName} has no command ${command}`);
    return { id, result: await run(argument) };
  } catch (error) {
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
