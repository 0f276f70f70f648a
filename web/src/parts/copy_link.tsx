// A button that copies an address.
import { useState } from 'preact/hooks';
import { announce } from '../state/announce';
import { texts } from '../texts';
import { Icon } from './icons';

const SHOWN_MS = 2000;

interface CopyLinkProps {
  label: string;
  /** The address at the time of the click. */
  address: () => string;
  class: string;
  /** Whether the label is only told, not shown. */
  iconOnly?: boolean;
}

export function CopyLink({ label, address, class: className, iconOnly = false }: CopyLinkProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await copyText(address());
    announce(texts.copied);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <button type="button" class={className} {...(iconOnly && { 'aria-label': label, title: label })} onClick={() => void copy()}>
      <Icon name={copied ? 'done' : 'link'} />
      {!iconOnly && (copied ? texts.copied : label)}
    </button>
  );
}

async function copyText(text: string): Promise<void> {
  // Browsers give the clipboard to secure addresses only; at others what is selected can be copied.
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const focused = document.activeElement as HTMLElement | null;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  focused?.focus();
}
