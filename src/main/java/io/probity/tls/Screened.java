package io.probity.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the search for revocation of a chain came to.
 *
 * @param revoked the verdict if one of its certificates is revoked, else null
 * @param standings what each source said, the leaf's first; those of no use among them
 */
public record Screened(@Nullable ChainVerdict revoked, List<Standing> standings) {}
