/** What a node stands on: its threads, its sealed namespaces, the phones' interface, and the way out of each side. */
package io.voider.cli.node.ground;
