package io.voider.rtp.gate;

import io.voider.rtp.quality.DirectionReport;

/**
 * What passed through one passage.
 *
 * @param passage which
 * @param packets datagrams of any kind
 * @param bytes their UDP payloads
 * @param quality of the RTP among them
 */
public record FlowReport(Passage passage, long packets, long bytes, DirectionReport quality) {}
