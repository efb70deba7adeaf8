package io.probity.probe.http;

import io.netty.handler.ssl.SslProvider;

class BoringSslContractTest extends TlsContract {
  BoringSslContractTest() {
    super(SslProvider.OPENSSL);
  }
}
