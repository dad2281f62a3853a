/** What kind of network this machine is behind, found out without a node. */
package io.voider.cli.netcheck;
