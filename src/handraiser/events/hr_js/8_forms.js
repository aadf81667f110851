// Forms by attribute: what a person typed and sent, and nothing secret.
const SECRET = /pass|pwd|hidden|file|submit|button|image|reset|card|cc-|cvc|cvv|iban|ssn|secret|token|one-time/i;
const TRAITS = {
  email: /^(your)?e?mail(address)?$/,
  firstName: /^(first|given|f)name$/,
  lastName: /^(last|family|sur|l)name$/,
  name: /^(full|your)?name$/,
  title: /^(job|organi.ation)?title$|^position$/,
  company: /^company(name)?$|^organi.ation$/,
  phone: /phone|^tel$|^mobile/,
  website: /^website$|^url$/,
  country: /^country/,
};
// By its own word, its type, its autocomplete word or its name; undefined for what is no trait.
const trait = ({ dataset, type, autocomplete, name }) =>
  [type, (autocomplete || "").split(" ").pop(), name].reduce(
    (found, word) =>
      found || Object.keys(TRAITS).find((each) => TRAITS[each].test(word.toLowerCase().replace(/[^a-z]/g, ""))),
    dataset.hrTrait,
  );

const submitted = ({ isTrusted, target: form }) => {
  const { hrForm, hrIdentify, hrSeconds } = form.dataset;
  if (hrForm == null || !isTrusted || Date.now() - began < (hrSeconds ?? 2) * 1e3) return;
  const traits = {};
  const typed = described(form, { form: form.getAttribute("id") });
  const answers = {};
  for (const field of form.elements) {
    const { name, type, dataset, value, checked } = field;
    if (dataset.hrTrap != null) {
      if (value) return; // only a robot sees this field
    } else if (dataset.hrConsent) {
      if (checked) answers[dataset.hrConsent] = true;
    } else if (
      name &&
      value &&
      (checked || type != "radio") &&
      !SECRET.test([type, name, field.autocomplete]) &&
      !/^(\d[ -]?){13,19}$/.test(value) && // a card's number
      !field.closest("[data-hr-skip]")
    ) {
      const found = trait(field);
      (found ? traits : typed)[found || name] = type == "checkbox" ? checked : value.trim().slice(0, 1e3);
    }
  }
  me.consent = answered(answers);
  if (hrIdentify != null) say("identify", { traits }, true);
  track(hrForm || "Form Submitted", typed, true);
};
