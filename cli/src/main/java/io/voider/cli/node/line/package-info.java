/** The lines: introductions at the rendezvous, a path, a tunnel, and the renewal of certificates over it. */
package io.voider.cli.node.line;
