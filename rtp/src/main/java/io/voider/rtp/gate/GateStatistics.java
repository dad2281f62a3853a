package io.voider.rtp.gate;

/**
 * The gate's counts since its making, and what is open now.
 *
 * @param calls calls that have, or had, a pinhole open and did not end yet
 * @param pinholes pinholes open
 * @param opened pinholes ever opened
 * @param refusedCallFull pinholes refused because their call had as many as a call may have
 * @param refusedGateFull pinholes refused because all were taken
 * @param closedByEnd calls closed because they ended or failed
 * @param closedBySilence calls closed because nothing passed for too long
 * @param closedByCutOff calls closed because a line of theirs was cut off
 */
public record GateStatistics(
        int calls,
        int pinholes,
        long opened,
        long refusedCallFull,
        long refusedGateFull,
        long closedByEnd,
        long closedBySilence,
        long closedByCutOff) {}
