/** RTP and RTCP, the media gate and relay, call quality. */
package io.voider.rtp;
