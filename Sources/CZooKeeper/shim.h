// Debian's multi-threaded ZooKeeper C client. THREADED declares the blocking calls as well.
#ifndef NEEDLETAIL_CZOOKEEPER_H
#define NEEDLETAIL_CZOOKEEPER_H

#define THREADED 1
#include <zookeeper/zookeeper.h>

// The library's ACL lists are mutable globals, which Swift does not let through; these read them.
static inline const struct ACL_vector *needletail_acl_open_unsafe(void) { return &ZOO_OPEN_ACL_UNSAFE; }
static inline const struct ACL_vector *needletail_acl_read_unsafe(void) { return &ZOO_READ_ACL_UNSAFE; }
static inline const struct ACL_vector *needletail_acl_creator_all(void) { return &ZOO_CREATOR_ALL_ACL; }

#endif
