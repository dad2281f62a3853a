/**
 * The OpenVPN process: found, started inside a namespace, spoken to over its management socket, and started anew when it
 * ended or hung. {@link io.voider.transport.openvpn.Supervisor} keeps one running, each an {@code OpenVpnRun}, as the pure
 * {@code Supervision} says; a
 * {@link io.voider.transport.openvpn.Role} says what a server or a client does at each step.
 */
package io.voider.transport.openvpn;
