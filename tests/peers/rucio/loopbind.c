// XRootD has no setting for the address it binds to. Preloaded, this makes "everywhere" loopback.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <sys/socket.h>

typedef int (*binder)(int, const struct sockaddr *, socklen_t);

int bind(int fd, const struct sockaddr *address, socklen_t length) {
  static binder real;
  if (!real) real = (binder)dlsym(RTLD_NEXT, "bind");
  if (address->sa_family == AF_INET) {
    struct sockaddr_in in = *(const struct sockaddr_in *)address;
    if (in.sin_addr.s_addr == INADDR_ANY) {
      in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      return real(fd, (struct sockaddr *)&in, sizeof in);
    }
  }
  if (address->sa_family == AF_INET6) {
    struct sockaddr_in6 in = *(const struct sockaddr_in6 *)address;
    if (IN6_IS_ADDR_UNSPECIFIED(&in.sin6_addr)) {
      // A socket for both protocols takes the mapped address, one for IPv6 only refuses it.
      inet_pton(AF_INET6, "::ffff:127.0.0.1", &in.sin6_addr);
      if (!real(fd, (struct sockaddr *)&in, sizeof in)) return 0;
      in.sin6_addr = in6addr_loopback;
      return real(fd, (struct sockaddr *)&in, sizeof in);
    }
  }
  return real(fd, address, length);
}
