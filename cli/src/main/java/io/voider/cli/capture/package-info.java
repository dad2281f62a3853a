/** Packets into pcap files, by libpcap, from inside a node's namespaces. */
package io.voider.cli.capture;
