package io.voider.rtp.gate;

import io.voider.rtp.quality.DirectionReport;

/**
 * What passed through one pinhole.
 *
 * @param pinhole which
 * @param packets datagrams of any kind
 * @param bytes their UDP payloads
 * @param quality of the RTP among them
 */
public record FlowReport(Pinhole pinhole, long packets, long bytes, DirectionReport quality) {}
