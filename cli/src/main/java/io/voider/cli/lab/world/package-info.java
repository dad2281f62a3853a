/** The lab's ground: hosts and cables between them, NATs, homes, and the programs that run there. */
package io.voider.cli.lab.world;
