/** The exchange as it runs: SIP in from packet channels and connections, calls and their history, on the signalling loop. */
package io.voider.cli.node.signalling;
