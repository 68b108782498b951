import type { CanvasShareClient } from '../../api/client';
import type { Me, UserProfile } from '../../api/types';
import type { ITrans } from '../../components/host';

/** Either the profile that may receive, or the sentence why it may not. */
export type Entered = { profile: UserProfile } | { refusal: string };

/** Look a typed name up in the whole Domain, to enter it or to say why it cannot be entered. */
export async function enter(
  typed: string,
  { client, me, trans }: { client: CanvasShareClient; me: Me; trans: ITrans }
): Promise<Entered> {
  const name = typed.trim();
  const same = (profile: UserProfile) =>
    profile.name.toLowerCase() === name.toLowerCase();
  if (same(me.profile)) {
    return {
      refusal: trans.__('%1 is you. Choose somebody else.', me.profile.name)
    };
  }
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<CanvasShareClient['profiles']>> =
      await client.profiles({
        q: name,
        after
      });
    const profile = page.items.find(same);
    if (profile?.apps.includes('Canvas')) {
      return { profile };
    }
    if (profile) {
      return {
        refusal: trans.__(
          '%1 has no Canvas app, so no model can be shared with this profile. Its server can add the app: CanvasShare.apps.',
          profile.name
        )
      };
    }
    after = page.next;
  } while (after !== null);
  return {
    refusal: trans.__(
      'Nobody in the Domain %1 is named “%2”. Choose from the list, or check the spelling.',
      me.domain,
      name
    )
  };
}
