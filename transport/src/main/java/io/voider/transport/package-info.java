/** Netty channels: raw packets, channels inside namespaces, OpenVPN and its certificates. */
package io.voider.transport;
