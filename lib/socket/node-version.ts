/** Refuses to load on a Node that lacks what this library is made of. Imported before all else. */

/** The first with explicit resource management, `using`, in its own language. */
const oldest = 24;

const { node } = process.versions;
if (Number.parseInt(node, 10) < oldest) {
  throw new Error(
    `These sockets need Node ${oldest} or newer, and this is Node ${node}: install it from https://nodejs.org`,
  );
}
